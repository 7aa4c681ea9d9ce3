using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.Terminal;

/// <summary>Reads keys until the process ends, because a read of a terminal cannot be cancelled.</summary>
internal static class KeyboardThread
{
    private const int EscapeMilliseconds = 50; // a terminal sends one sequence in less time, nearly always over ssh too

    /// <summary>Starts the thread.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="pressed">Called for each key, on that thread.</param>
    /// <param name="gone">Called once when the terminal is gone.</param>
    public static void Start(ITerminal terminal, Action<KeyStroke> pressed, Action gone) =>
        new Thread(() => Run(terminal, pressed, gone)) { IsBackground = true, Name = "keys" }.Start();

    /// <summary>Reads until the terminal is gone.</summary>
    public static void Run(ITerminal terminal, Action<KeyStroke> pressed, Action gone)
    {
        KeyReader reader = new();
        KeyBurst burst = new();
        byte[] buffer = new byte[256];
        while (true)
        {
            int wait = reader.Waits ? EscapeMilliseconds : burst.Waits ? (int)KeyBurst.Silence.TotalMilliseconds : -1;
            int count = terminal.Read(buffer, wait);
            if (count < 0)
            {
                gone();
                return;
            }

            burst.Add(count == 0 ? reader.Flush() : reader.Read(buffer.AsSpan(0, count))).ForEach(pressed);
            if (count == 0)
            {
                burst.End().ForEach(pressed);
            }
        }
    }
}
