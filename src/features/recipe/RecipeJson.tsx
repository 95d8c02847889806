/** The recipe as JSON, out and in. What is read is checked before it touches the page. */
import { Download, FileJson } from 'lucide-react';
import { useId, useState } from 'react';
import type { Fault, Recipe } from '../../../workers/protocol';
import { CopyButton } from '../../app/CopyButton';
import { FaultNotice } from '../../app/FaultNotice';
import { setRecipe } from '../../state/recipeStore';
import { RECIPE_TEXT } from '../../text/recipe';
import { exportRecipe, importRecipe } from './importRecipe';
import styles from './RecipeJson.module.css';

function download(recipe: Recipe): void {
  const url = URL.createObjectURL(new Blob([exportRecipe(recipe)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = RECIPE_TEXT.fileName;
  link.click();
  URL.revokeObjectURL(url);
}

type Answer = { readonly fault: Fault } | { readonly fault: null; readonly taken: boolean };
const NO_ANSWER: Answer = { fault: null, taken: false };

function Reader() {
  const id = useId();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<Answer>(NO_ANSWER);
  const take = async (json: string) => {
    const result = await importRecipe(json);
    if (result.ok) setRecipe(result.value);
    setAnswer(result.ok ? { fault: null, taken: true } : { fault: result.fault });
  };
  return (
    <div className={styles.reader}>
      <label htmlFor={id}>{RECIPE_TEXT.paste}</label>
      <textarea
        id={id}
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAnswer(NO_ANSWER);
        }}
      />
      <div className={styles.buttons}>
        <button type="button" disabled={text.trim() === ''} onClick={() => void take(text)}>
          {RECIPE_TEXT.load}
        </button>
        <label className={styles.file}>
          <FileJson size={16} aria-hidden="true" /> {RECIPE_TEXT.file}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file !== undefined) void file.text().then(take);
            }}
          />
        </label>
      </div>
      {answer.fault !== null && (
        <FaultNotice fault={answer.fault} action={null} onDismiss={() => setAnswer(NO_ANSWER)} />
      )}
      <p role="status" className={styles.taken}>
        {answer.fault === null && answer.taken && RECIPE_TEXT.loaded}
      </p>
    </div>
  );
}

/** Copy, download, paste, read from a file; a refused recipe leaves the one on the page as it is. */
export function RecipeJson({ recipe }: { readonly recipe: Recipe }) {
  return (
    <section className={styles.json} aria-label={RECIPE_TEXT.json}>
      <h3>{RECIPE_TEXT.json}</h3>
      <div className={styles.buttons}>
        <CopyButton label={RECIPE_TEXT.copy} text={() => exportRecipe(recipe)} />
        <button type="button" onClick={() => download(recipe)}>
          <Download size={16} aria-hidden="true" /> {RECIPE_TEXT.download}
        </button>
      </div>
      <Reader />
    </section>
  );
}
