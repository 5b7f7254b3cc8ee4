/** Processes of mutation runs: each loads one copy of the sources with all mutants in it, and then answers one request after another. */
import { type ChildProcess, fork } from "node:child_process";

/** A process that answers one message at a time; its first message says that it is ready. */
export class WarmProcess<Request extends object, Answer extends object> {
  /** Those that have not been ended. */
  static readonly all = new Set<{ end(): void }>();
  private readonly child: ChildProcess;
  /** Its first message. */
  readonly ready: Promise<Answer>;

  /** @param script run with these arguments. */
  constructor(script: string, { args = [] }: { readonly args?: readonly string[] } = {}) {
    this.child = fork(script, [...args], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    WarmProcess.all.add(this);
    this.ready = this.answer();
    // Of use to those alone who wait for it.
    this.ready.catch(() => {});
  }

  /** @throws Error if the process ends, with the last line that it wrote to its standard error: of no use then but to be ended. */
  ask(request: Request): Promise<Answer> {
    this.child.send(request);
    return this.answer();
  }

  /** Ends the process, whatever it does. */
  end(): void {
    WarmProcess.all.delete(this);
    this.child.removeAllListeners();
    this.child.kill("SIGKILL");
  }

  private answer(): Promise<Answer> {
    return new Promise((done, failed) => {
      let errors = "";
      const listen = (data: Buffer) => {
        errors += data;
      };
      const finish = (act: () => void) => {
        this.child.removeAllListeners();
        this.child.stderr!.off("data", listen);
        act();
      };
      this.child.stderr!.on("data", listen);
      this.child.on("message", (answer: Answer) => finish(() => done(answer)));
      // All that it wrote has been read then.
      this.child.once("close", () =>
        finish(() => failed(new Error(errors.trim().split("\n").at(-1) || "the process ended"))),
      );
    });
  }
}
