import styles from './urgent.module.css';

/** Class of the words that ask for a person now; nothing else is red. */
export const urgentText = styles.urgent;
