/** The recipe as a command of the authors' code, with what that code cannot be told. */
import type { Recipe } from '../../../workers/protocol';
import { CopyButton } from '../../app/CopyButton';
import { AUTHORS_TEXT } from '../../text/recipe';
import { authorsCommand } from './authorsCommand';
import styles from './RecipeJson.module.css';

export function AuthorsLine({ recipe }: { readonly recipe: Recipe }) {
  const { command, unsaid } = authorsCommand(recipe);
  return (
    <section className={styles.json} aria-label={AUTHORS_TEXT.title}>
      <h3>{AUTHORS_TEXT.title}</h3>
      <code className={styles.command}>
        {command.split(/ (?=--)/).map((part) => (
          <span key={part}>{part} </span>
        ))}
      </code>
      <div className={styles.buttons}>
        <CopyButton label={AUTHORS_TEXT.copy} text={() => command} />
      </div>
      <p className={styles.soft}>
        {unsaid.length === 0
          ? AUTHORS_TEXT.whole
          : AUTHORS_TEXT.unsaid(unsaid.map(({ option }) => option.label.toLowerCase()))}
      </p>
    </section>
  );
}
