/** A clock that turns back. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg className={className} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#1f5493" />
      <g
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M16 7a9 9 0 1 1-8.5 6" />
        <path d="M5.4 8.2 7.2 14l5.6-2" />
        <path d="M16 11.5V16l3.2 2.4" />
      </g>
    </svg>
  );
}
