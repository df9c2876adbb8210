import styles from './onPanel.module.css';

/** Class of what stands on the ground of a card, a panel or a dialog. */
export const onPanel = styles.onPanel;
