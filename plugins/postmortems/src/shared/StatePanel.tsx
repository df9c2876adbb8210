import { Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './StatePanel.module.css';

/** Says why there is nothing to see, and what to do next. */
export function StatePanel(props: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  role?: 'alert' | 'status';
}) {
  const { icon, title, children, actions, role = 'status' } = props;
  return (
    <div className={styles.panel} role={role}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <Text as="h3" variant="title-x-small">
        {title}
      </Text>
      {children && <div className={styles.text}>{children}</div>}
      {actions && (
        <Flex gap="3" justify="center" style={{ flexWrap: 'wrap' }}>
          {actions}
        </Flex>
      )}
    </div>
  );
}
