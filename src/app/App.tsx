/** The page: one place at a time, each loaded when it is first shown. */
import { lazy, Suspense } from 'react';
import { useView } from '../state/viewStore';

const Start = lazy(async () => ({ default: (await import('../features/start/Start')).Start }));
const Run = lazy(async () => ({ default: (await import('../features/run/Run')).Run }));
const Inspect = lazy(async () => ({ default: (await import('../features/inspect/Inspect')).Inspect }));

export function App() {
  const place = useView((view) => view.place);
  return (
    <main>
      <Suspense fallback={null}>
        {place === 'start' && <Start />}
        {place === 'run' && <Run />}
        {place === 'inspect' && <Inspect />}
      </Suspense>
    </main>
  );
}
