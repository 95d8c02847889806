/** Catches a crash of a part of the page; the rest, and all runs that have ended, stay. */
import { Component, type ReactNode } from 'react';
import { toFault } from '../../workers/protocol';
import { APP_TEXT } from '../text/app';
import { CopyButton } from './CopyButton';
import { faultReport } from './faultReport';
import styles from './FaultNotice.module.css';

interface Props {
  readonly children: ReactNode;
}
interface State {
  readonly thrown: { readonly error: unknown } | null;
}

// React offers error boundaries only as classes.
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { thrown: null };

  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (thrown === null) return this.props.children;
    return (
      <div role="alert" className={styles.notice}>
        <div className={styles.words}>
          <h2>{APP_TEXT.crashTitle}</h2>
          <p>{APP_TEXT.crashCause}</p>
          <div className={styles.buttons}>
            <button type="button" onClick={() => this.setState({ thrown: null })}>
              {APP_TEXT.crashRetry}
            </button>
            <CopyButton label={APP_TEXT.copyReport} text={() => faultReport(toFault(thrown.error))} />
          </div>
        </div>
      </div>
    );
  }
}
