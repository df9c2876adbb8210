import { Link, useSidebarOpenState } from '@backstage/core-components';
import { Logo } from './Logo';
import styles from './SidebarLogo.module.css';

export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();

  return (
    <div className={styles.root}>
      <Link
        to="/"
        underline="none"
        aria-label="Hindsight, home"
        className={styles.link}
      >
        <Logo className={styles.logo} />
        {isOpen && <span className={styles.name}>Hindsight</span>}
      </Link>
    </div>
  );
}
