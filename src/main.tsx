/** Entry: first the page, then, after it has been painted, the engine and everything that is fetched. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { boot } from './app/boot';
import './app/tokens.css';
import './app/global.css';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  // Two frames later the first paint is on the screen.
  requestAnimationFrame(() => requestAnimationFrame(() => boot()));
}
