import { useState } from "react";

import { session } from "../auth/session";
import { Button } from "../ui/controls";

const TILES = 14;

export function Welcome({ notice }: { notice: string | undefined }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <main className="welcome">
      <div className="welcome-mosaic" aria-hidden="true">
        {Array.from({ length: TILES }, (_, index) => (
          <span key={index} />
        ))}
      </div>
      <div className="welcome-text">
        <h1>
          Your pictures,
          <br />
          found by what is in them.
        </h1>
        <p>
          Drop in what you photographed. Every picture is described, tagged and sorted by its colours, so that
          a few words bring it back.
        </p>
        {notice && (
          <p className="notice" role="alert">
            {notice}
          </p>
        )}
        <Button
          look="strong"
          disabled={leaving}
          onClick={() => {
            setLeaving(true);
            void session.signIn().finally(() => setLeaving(false));
          }}
        >
          {leaving ? "One moment…" : "Sign in"}
        </Button>
      </div>
    </main>
  );
}
