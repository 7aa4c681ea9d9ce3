# Drives a program on a pseudo-terminal by the steps on standard input (JSON), and says what the terminal was before and after.
# Steps: ["expect", TEXT] waits until the output since the last match holds TEXT; ["type", TEXT]; ["signal", NUMBER] to the program;
# ["resize", COLUMNS, ROWS]; ["run", WORD...] a command that ends; ["slow", BYTES] reads from now on so many bytes at once, fifty times a second.
import fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios, time

PATIENCE = 30


def settings(descriptor):
    return repr(termios.tcgetattr(descriptor))


def resize(descriptor, columns, rows):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    task = json.load(sys.stdin)
    main_end, program_end = pty.openpty()
    resize(main_end, 80, 24)
    before = settings(program_end)

    def own_terminal():
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)  # as a shell on a terminal leaves them; whoever runs the tests in the background, or by nohup, ignores them
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    program = subprocess.Popen(task["command"], stdin=program_end, stdout=program_end, stderr=program_end, preexec_fn=own_terminal)
    output, place, portion = b"", 0, 65536

    def read(seconds):
        nonlocal output
        if portion < 65536:
            time.sleep(0.02)
        if select.select([main_end], [], [], seconds)[0]:
            output += os.read(main_end, portion)

    def fail(why):
        program.kill()
        print(json.dumps({"failed": why, "output": output.decode("utf-8", "replace")}))
        sys.exit(0)

    for step in task["steps"]:
        if step[0] == "expect":
            end = time.monotonic() + PATIENCE
            wanted = step[1].encode()
            while wanted not in output[place:]:
                read(0.1)
                if time.monotonic() > end or (program.poll() is not None and not select.select([main_end], [], [], 0)[0]):
                    fail(f"no '{step[1]}', program ended with {program.poll()}")
            place = output.index(wanted, place) + len(wanted)
        elif step[0] == "type":
            os.write(main_end, step[1].encode())
        elif step[0] == "signal":
            program.send_signal(step[1])
        elif step[0] == "resize":
            resize(main_end, step[1], step[2])
        elif step[0] == "slow":
            portion = step[1]
        elif step[0] == "run":
            subprocess.run(step[1:], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    portion = 65536
    end = time.monotonic() + PATIENCE
    while program.poll() is None or select.select([main_end], [], [], 0)[0]:
        read(0.05)
        if time.monotonic() > end:
            fail("it does not end")
    print(json.dumps({"code": program.returncode, "same": settings(program_end) == before, "output": output.decode("utf-8", "replace")}))


signal.alarm(2 * PATIENCE)
main()
