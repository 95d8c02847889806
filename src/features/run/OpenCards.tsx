/** What is open, as parts of a left column: the network, and the images with how many of them the defender has. */
import type { DataSummary, ModelSummary } from '../../../workers/protocol';
import { pixelsName } from '../../text/model';
import { classesLine, defenseLine, networkLine, RUN_TEXT } from '../../text/run';
import { Card } from './Card';
import { formatCount } from './format';
import styles from './RunColumn.module.css';

interface NetworkCardProps {
  readonly model: ModelSummary | null;
  /** Said where there is none. */
  readonly none: string;
}

export function NetworkCard({ model, none }: NetworkCardProps) {
  return (
    <Card title={RUN_TEXT.network}>
      {model === null ? (
        <p>{none}</p>
      ) : (
        <>
          <p>
            {model.name}, {model.architecture}
          </p>
          <p className={styles.soft}>
            {networkLine(formatCount(model.channels), formatCount(model.parameters))}
          </p>
        </>
      )}
    </Card>
  );
}

interface DataCardProps {
  readonly data: DataSummary | null;
  /** How many defense images are asked for. */
  readonly images: number;
  readonly none: string;
  /** Said where there are no test images. */
  readonly noTest: string;
}

export function DataCard({ data, images, none, noTest }: DataCardProps) {
  const test = data?.test ?? null;
  return (
    <Card title={RUN_TEXT.data}>
      {data === null ? (
        <p>{none}</p>
      ) : (
        <>
          <p>
            {defenseLine(
              formatCount(Math.min(images, data.defense.count)),
              formatCount(data.defense.count),
              test === null ? null : formatCount(test.count),
            )}
          </p>
          <p className={styles.soft}>
            {test === null ? noTest : classesLine(data.classes.length, pixelsName(data.pixels))}
          </p>
        </>
      )}
    </Card>
  );
}
