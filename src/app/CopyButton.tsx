/** Copies a text that is made when it is asked for, and says so. */
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { APP_TEXT } from '../text/app';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  readonly primary?: boolean;
}

export function CopyButton({ label, text, primary = false }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid(APP_TEXT.copied);
    } catch {
      setSaid(APP_TEXT.copyFailed);
    }
  };
  return (
    <>
      <button type="button" data-primary={primary || undefined} onClick={() => void copy()}>
        <Copy aria-hidden size={16} />
        {label}
      </button>
      <span role="status">{said}</span>
    </>
  );
}
