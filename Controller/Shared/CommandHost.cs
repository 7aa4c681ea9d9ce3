using BotBottle.Controller.Native;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Shared;

/// <summary>Access of a command to its surroundings. No other code reads the console, the environment or the clock, so tests can replace them.</summary>
/// <param name="Output">Standard output, for results.</param>
/// <param name="Error">Standard error, for errors and warnings.</param>
/// <param name="Environment">The process's environment.</param>
/// <param name="Folder">The current folder; empty if it has been removed.</param>
/// <param name="Time">The clock.</param>
/// <param name="Colours">True if the output is a terminal that supports colours.</param>
internal sealed record CommandHost(
    TextWriter Output, TextWriter Error, IReadOnlyDictionary<string, string> Environment, string Folder, TimeProvider Time, bool Colours)
{
    public Ink Ink { get; } = new(Colours);

    /// <summary>The current folder. Commands that do not read it work in a shell whose folder is gone.</summary>
    /// <exception cref="CommandFailure">It has been removed, or may not be entered.</exception>
    public string Folder
    {
        get => field.Length > 0 ? field : throw CommandFailure.Usage(
            "the current folder does not exist any more, or cannot be reached", "Go to one that does, for example: cd");
        init;
    } = Folder;

    /// <summary>Asks the operator a question and returns the line that they type; null if there is no terminal.</summary>
    public Func<string, string?>? Ask { get; init; }

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; init; } = () => Stream.Null;

    /// <summary>True if standard input is a terminal.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Gets the size of the terminal on standard output; null if it is none that can place its cursor.</summary>
    public Func<(int Width, int Height)?> Screen { get; init; } = () => null;

    /// <summary>
    /// Runs the controller in the foreground until it is cancelled or told to stop. Arguments: its home, the receiver of its error messages, and the
    /// cancellation. The program supplies it, so that the commands do not depend on the controller's code.
    /// </summary>
    public Func<string, Action<string>, CancellationToken, Task> Serve { get; init; } = (_, _, _) =>
        throw new NotSupportedException("this host has no controller of its own");

    /// <summary>True in a process of its own, which hides its memory while it holds secrets. A test's process is not ours to hide.</summary>
    public bool IsProcess { get; init; }

    /// <summary>The error because of which a part of the output was lost; null if all was written.</summary>
    public Func<string?> OutputFault { get; init; } = () => null;

    /// <summary>The folder of all Bot Bottle files.</summary>
    public BottleHome Home => BottleHome.Of(Environment);

    /// <summary>
    /// Creates the host of the real process. Colours are used only on a terminal, and never with <c>NO_COLOR</c> set or a <c>TERM</c> of <c>dumb</c>.
    /// </summary>
    public static CommandHost OfProcess()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        bool colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(environment.GetValueOrDefault("NO_COLOR"))
            && environment.GetValueOrDefault("TERM") != "dumb";
        DescriptorStream output = new(1);
        return new CommandHost(Writer(output), Writer(new DescriptorStream(2)), environment, CurrentFolder(), TimeProvider.System, colours)
        {
            IsProcess = true,
            OutputFault = () => output.Fault,
            Screen = () => Console.IsOutputRedirected || environment.GetValueOrDefault("TERM") is null or "" or "dumb" ? null : SizeOfTerminal(),
            Input = Console.OpenStandardInput,
            IsInputTerminal = !Console.IsInputRedirected,
            Ask = Console.IsInputRedirected || Console.IsErrorRedirected ? null : AskOnTerminal,
        };
    }

    private static (int Width, int Height) SizeOfTerminal()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle output = new(1, ownsHandle: false);
        ulong size = Terminal.Size(output); // struct winsize: rows, columns
        (int rows, int columns) = ((int)(size & 0xffff), (int)((size >> 16) & 0xffff));
        return rows > 0 && columns > 0 ? (columns, rows) : (80, 24);
    }

    private static string CurrentFolder()
    {
        try
        {
            return System.Environment.CurrentDirectory;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>
    /// Reads one line of a terminal and no byte after it, because the rest is for the agent. Console's stream is not used: its first read permanently takes the
    /// terminal out of its line mode.
    /// </summary>
    private static string? AskOnTerminal(string question)
    {
        using DescriptorStream error = new(2);
        error.Write(System.Text.Encoding.UTF8.GetBytes(question + " "));
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = new(0, ownsHandle: false);
        using FileStream input = new(handle, FileAccess.Read, bufferSize: 0);
        byte[] line = new byte[4096];
        int read = input.Read(line);
        return read == 0 ? null : System.Text.Encoding.UTF8.GetString(line, 0, read).TrimEnd('\n', '\r');
    }

    /// <summary>
    /// Console's streams are not used: on a terminal they send control sequences. At SIGCONT they also restore the old terminal settings, although the agent
    /// uses the terminal.
    /// </summary>
    private static StreamWriter Writer(Stream stream) => new(stream) { AutoFlush = true };

    /// <summary>Writes lines on standard error that begin with the program's name, without control characters.</summary>
    public void Complain(string text) => Error.WriteLine($"bot-bottle: {string.Join('\n', text.Split('\n').Select(TerminalText.Clean))}");
}
