/** Processes of mutation runs: each loads one copy of the sources with all mutants in it, and then answers one request after another. */
import { type ChildProcess, fork } from "node:child_process";

/** A process that answers one message at a time; its first message says that it is ready. */
export class WarmProcess<Request extends object, Answer extends object> {
  /** Those that have not been ended. */
  static readonly all = new Set<{ end(): void }>();
  private readonly child: ChildProcess;
  /** Its first message. */
  readonly ready: Promise<Answer>;

  /**
   * @param script run with these arguments, and these variables of the environment besides.
   * @param limit seconds until it is ready; none: as long as it takes.
   */
  constructor(
    script: string,
    {
      args = [],
      env = {},
      limit,
    }: {
      readonly args?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly limit?: number | undefined;
    },
  ) {
    this.child = fork(script, [...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    WarmProcess.all.add(this);
    this.ready = this.answer(limit);
  }

  /**
   * @param limit seconds between two signs of life; without a change there is none, however busy the machine is.
   * @throws Error if the process ends, or gives none for so long: of no use then but to be ended.
   */
  ask(request: Request, limit?: number): Promise<Answer> {
    this.child.send(request);
    return this.answer(limit);
  }

  /** Ends the process, whatever it does. */
  end(): void {
    WarmProcess.all.delete(this);
    this.child.removeAllListeners();
    this.child.kill("SIGKILL");
  }

  private answer(limit: number | undefined): Promise<Answer> {
    return new Promise((done, failed) => {
      let errors = "";
      const listen = (data: Buffer) => {
        errors += data;
      };
      const receive = (answer: Answer) => {
        if ("alive" in answer) clock?.refresh();
        else finish(() => done(answer));
      };
      const finish = (act: () => void) => {
        clearTimeout(clock);
        this.child.removeAllListeners();
        this.child.stderr!.off("data", listen);
        act();
      };
      const clock =
        limit === undefined
          ? undefined
          : setTimeout(
              () => finish(() => failed(new Error(`no answer within ${Math.round(limit)} s`))),
              limit * 1000,
            );
      this.child.stderr!.on("data", listen);
      this.child.on("message", receive);
      this.child.once("exit", () =>
        finish(() => failed(new Error(errors.trim().split("\n").at(-1) ?? "the process ended"))),
      );
    });
  }
}
