/** The loaded images: how many, of which classes, and what the first ones look like. */
import { type DataSummary, IMAGE_ROLES, type ImageSetSummary } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { imageNoteTexts } from '../../text/imageNotes';
import { DATA_TEXT, pixelsName } from '../../text/model';
import { formatCount } from '../run/format';
import { PictureView } from '../start/PictureView';
import styles from './card.module.css';
import { ClassBars } from './ClassBars';
import { Facts } from './Facts';
import { Notes } from './Notes';
import { useThumbnails } from './useThumbnails';

function setText(set: ImageSetSummary): string {
  return `${formatCount(set.count)}, ${set.name}`;
}

function factsOf(data: DataSummary): readonly (readonly [string, string])[] {
  return [
    [DATA_TEXT.defense, setText(data.defense)],
    [DATA_TEXT.test, data.test === null ? DATA_TEXT.noTest : setText(data.test)],
    ...(data.poisoned === null ? [] : [[DATA_TEXT.poisoned, setText(data.poisoned)] as const]),
    [DATA_TEXT.normalisation, pixelsName(data.pixels)],
  ];
}

/** What was done to the images, each sentence once; it names the roles where it does not hold for all. */
function notesOf(data: DataSummary): readonly string[] {
  const sets = IMAGE_ROLES.flatMap((role) => {
    const { [role]: set } = data;
    return set === null ? [] : [{ role, notes: imageNoteTexts(set) }];
  });
  return [...new Set(sets.flatMap(({ notes }) => notes))].map((note) => {
    const concerned = sets.filter(({ notes }) => notes.includes(note));
    const roles = concerned.map(({ role }) => DATA_TEXT[role]);
    return concerned.length === sets.length ? note : DATA_TEXT.noteOn(roles, note);
  });
}

/** The images that are loaded, or one line that says there are none. */
export function DataCard() {
  const data = useEngine((engine) => engine.data);
  const thumbnails = useThumbnails(data);
  return (
    <section className={styles.card} aria-label={DATA_TEXT.title}>
      <h3>{DATA_TEXT.title}</h3>
      {data === null ? (
        <p className={styles.none}>{DATA_TEXT.none}</p>
      ) : (
        <>
          <Facts facts={factsOf(data)} />
          <Notes sentences={notesOf(data)} />
          {thumbnails.length > 0 && (
            <div className={styles.samples} role="img" aria-label={DATA_TEXT.samples}>
              {thumbnails.map((picture, index) => (
                <PictureView key={index} picture={picture} alt="" />
              ))}
            </div>
          )}
          <ClassBars classes={data.classes} set={data.defense} />
        </>
      )}
    </section>
  );
}
