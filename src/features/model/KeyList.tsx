/** Names of tensors, folded away until asked for. */
import styles from './card.module.css';

/** The title counts; the list names. */
export function KeyList({ title, keys }: { readonly title: string; readonly keys: readonly string[] }) {
  return (
    <details className={styles.keys}>
      <summary>{title}</summary>
      <ul>
        {keys.map((key) => (
          <li key={key}>
            <code>{key}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
