/** The page: header, notices, one place at a time, side panels, transport. Places and panels load when first shown. */
import { lazy, Suspense, useEffect, useRef } from 'react';
import { listenToKeys } from '../actions/shortcuts';
import { LiveRegion } from '../features/run/LiveRegion';
import { useView } from '../state/viewStore';
import { APP_TEXT, PANEL_NAMES } from '../text/app';
import styles from './App.module.css';
import { AppHeader } from './AppHeader';
import { ErrorBoundary } from './ErrorBoundary';
import { ExpectedLine } from './ExpectedLine';
import { focusContent } from './focusContent';
import { HiddenTabLine } from './HiddenTabLine';
import { LinkPreview } from './LinkPreview';
import { LoadingLine } from './LoadingLine';
import { NoticeQueue } from './NoticeQueue';
import { PageDrop } from './PageDrop';
import { SidePanel } from './SidePanel';
import { TransportBar } from './transport/TransportBar';
import { useDocumentTitle } from './useDocumentTitle';

const Start = lazy(async () => ({ default: (await import('../features/start/Start')).Start }));
const Attack = lazy(async () => ({ default: (await import('../features/attack/Attack')).Attack }));
const Detect = lazy(async () => ({ default: (await import('../features/detect/Detect')).Detect }));
const Run = lazy(async () => ({ default: (await import('../features/run/Run')).Run }));
const Inspect = lazy(async () => ({ default: (await import('../features/inspect/Inspect')).Inspect }));
const Compare = lazy(async () => ({ default: (await import('../features/compare/Compare')).Compare }));
const RecipePanel = lazy(async () => ({
  default: (await import('../features/recipe/RecipePanel')).RecipePanel,
}));
const SharePanel = lazy(async () => ({ default: (await import('../features/share/SharePanel')).SharePanel }));
const HelpPanel = lazy(async () => ({ default: (await import('../features/help/HelpPanel')).HelpPanel }));

function PlaceShown() {
  const place = useView((view) => view.place);
  return (
    <ErrorBoundary key={place}>
      <Suspense fallback={null}>
        {place === 'start' && <Start />}
        {place === 'attack' && <Attack />}
        {place === 'detect' && <Detect />}
        {place === 'run' && <Run />}
        {place === 'inspect' && <Inspect />}
        {place === 'compare' && <Compare />}
      </Suspense>
      {place !== 'run' && <LiveRegion />}
    </ErrorBoundary>
  );
}

function PanelShown() {
  const panel = useView((view) => view.panel);
  if (panel === null) return null;
  return (
    <SidePanel key={panel} title={PANEL_NAMES[panel]}>
      <ErrorBoundary>
        <Suspense fallback={null}>
          {panel === 'recipe' && <RecipePanel />}
          {panel === 'share' && <SharePanel />}
          {panel === 'help' && <HelpPanel />}
        </Suspense>
      </ErrorBoundary>
    </SidePanel>
  );
}

export function App() {
  const scroller = useRef<HTMLDivElement>(null);
  const place = useView((view) => view.place);
  useDocumentTitle();
  useEffect(listenToKeys, []);
  // Another place is another page: it is read from its top.
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [place]);
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#content" onClick={skipToContent}>
        {APP_TEXT.skip}
      </a>
      <div ref={scroller} className={styles.scroller}>
        <AppHeader />
        <NoticeQueue />
        <HiddenTabLine />
        <LinkPreview />
        <ExpectedLine />
        <main id="content" tabIndex={-1} className={styles.content}>
          <PlaceShown />
        </main>
      </div>
      <LoadingLine />
      <TransportBar />
      <PanelShown />
      <PageDrop />
    </div>
  );
}

/** The hash names places and links, so the jump is made by hand. */
function skipToContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  focusContent();
}
