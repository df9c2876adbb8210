import { useEffect, useState, type PointerEvent } from 'react';

/** Pixels below which a drag is a click. */
const SMALLEST = 6;

/** Dragging a span along the horizontal axis of an element. */
export function useBrush(options: {
  /** Pixels from the left that may be selected. */
  min: number;
  max: number;
  onSelect(from: number, to: number): void;
}) {
  const { min, max, onSelect } = options;
  const [drag, setDrag] = useState<{ start: number; end: number }>();

  const placeOf = (event: PointerEvent<SVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return Math.min(max, Math.max(min, event.clientX - left));
  };

  const dragging = drag !== undefined;
  useEffect(() => {
    if (!dragging) {
      return undefined;
    }
    const cancel = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        setDrag(undefined);
      }
    };
    window.addEventListener('keydown', cancel);
    return () => window.removeEventListener('keydown', cancel);
  }, [dragging]);

  const span =
    drag && Math.abs(drag.end - drag.start) >= SMALLEST
      ? {
          from: Math.min(drag.start, drag.end),
          to: Math.max(drag.start, drag.end),
        }
      : undefined;

  return {
    span,
    handlers: {
      onPointerDown(event: PointerEvent<SVGElement>) {
        if (event.button === 0 && event.pointerType !== 'touch') {
          const start = placeOf(event);
          setDrag({ start, end: start });
        }
      },
      onPointerMove(event: PointerEvent<SVGElement>) {
        if (drag) {
          setDrag({ start: drag.start, end: placeOf(event) });
        }
      },
      onPointerUp() {
        setDrag(undefined);
        if (span) {
          onSelect(span.from, span.to);
        }
      },
      onPointerLeave() {
        setDrag(undefined);
      },
    },
  };
}
