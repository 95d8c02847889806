/** The user's own network and images: where they are given, and what was made of them. A chunk of its own, below the first screen. */
import { DropArea } from './DropArea';
import { OwnModelCards, type OwnModelCardsProps } from './OwnModelCards';

export function OwnModel(props: OwnModelCardsProps) {
  return (
    <>
      <DropArea />
      <OwnModelCards {...props} />
    </>
  );
}
