/** Every tensor of a model file, behind a disclosure. */
import { useState } from 'react';
import type { TensorRow } from '../../../../workers/protocol';
import { ScrollTable } from '../../../charts/ScrollTable';
import { FILE_DOCTOR_TEXT, TENSOR_STATES } from '../../../text/doctor';
import styles from './FileDoctor.module.css';
import { shapeText } from './shapeText';

function numberText(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '\u2212');
}

function rangeText({ range, notFinite }: TensorRow): string {
  const values =
    range === null ? FILE_DOCTOR_TEXT.empty : `${numberText(range[0])} … ${numberText(range[1])}`;
  return notFinite === 0 ? values : values + FILE_DOCTOR_TEXT.notFinite(notFinite);
}

function takenText({ name, parameter, state }: TensorRow): string {
  if (state !== 'matched') return [TENSOR_STATES[state], parameter ?? ''].join(' ').trim();
  return parameter === name || parameter === null ? '✓' : parameter;
}

export function TensorTable({ tensors }: { readonly tensors: readonly TensorRow[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const { name, shape, dtype, range, taken } = FILE_DOCTOR_TEXT;
  const title = FILE_DOCTOR_TEXT.tensors(tensors.length);
  return (
    <details className={styles.tensors} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && (
        <ScrollTable title={title} columns={[name, shape, dtype, range, taken]}>
          {tensors.map((row) => (
            <tr key={row.name} data-state={row.state}>
              <td>
                <code>{row.name}</code>
              </td>
              <td>{shapeText(row.shape)}</td>
              <td>{row.dtype}</td>
              <td>{rangeText(row)}</td>
              <td>{takenText(row)}</td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </details>
  );
}
