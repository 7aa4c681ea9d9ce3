using BotBottle.Controller.Native;

namespace BotBottle.Controller.Shared;

/// <summary>What a verb has of the world around it: nothing reads the console, the environment or the clock elsewhere, so that tests can stand in.</summary>
/// <param name="Output">Standard output: results.</param>
/// <param name="Error">Standard error: complaints and warnings.</param>
/// <param name="Environment">The process's environment.</param>
/// <param name="Folder">The current folder; empty where it has been removed.</param>
/// <param name="Time">The clock.</param>
/// <param name="Colours">Whether the output is a terminal that takes colours.</param>
internal sealed record CommandHost(
    TextWriter Output, TextWriter Error, IReadOnlyDictionary<string, string> Environment, string Folder, TimeProvider Time, bool Colours)
{
    public Ink Ink { get; } = new(Colours);

    /// <summary>The current folder. Verbs that do not ask for it work in a shell whose folder is gone.</summary>
    /// <exception cref="CommandFailure">It has been removed, or may not be entered.</exception>
    public string Folder
    {
        get => field.Length > 0 ? field : throw CommandFailure.Usage(
            "the current folder does not exist any more, or cannot be reached", "Go to one that does, for example: cd");
        init;
    } = Folder;

    /// <summary>Puts a question to the operator and gives the line that they answer; null where nobody sits at a terminal.</summary>
    public Func<string, string?>? Ask { get; init; }

    /// <summary>Is the controller, in the foreground, until it is cancelled or told to stop: its home, where its complaints go, and the cancellation. The program gives it,
    /// so that the verbs know nothing of the controller's own code.</summary>
    public Func<string, Action<string>, CancellationToken, Task> Serve { get; init; } = (_, _, _) => throw new NotSupportedException("this host has no controller of its own");

    /// <summary>The folder of all our files.</summary>
    public BottleHome Home => BottleHome.Of(Environment);

    /// <summary>The real ones. Colours only on a terminal, never with <c>NO_COLOR</c> set or a <c>TERM</c> of <c>dumb</c>.</summary>
    public static CommandHost OfProcess()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        bool colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(environment.GetValueOrDefault("NO_COLOR"))
            && environment.GetValueOrDefault("TERM") != "dumb";
        return new CommandHost(
            Writer(new DescriptorStream(1)), Writer(new DescriptorStream(2)), environment, CurrentFolder(), TimeProvider.System, colours)
        {
            Ask = Console.IsInputRedirected || Console.IsErrorRedirected ? null : AskOnTerminal,
        };
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

    /// <summary>One read is one line of a terminal, and no byte of what follows it: that is the agent's. Not Console's stream, whose first read takes
    /// the terminal out of its line mode for good.</summary>
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

    /// <summary>Not Console's streams: on a terminal these send it control sequences and put its settings back at SIGCONT to what they
    /// found, under the hands of the agent that has the terminal.</summary>
    private static StreamWriter Writer(Stream stream) => new(stream) { AutoFlush = true };

    /// <summary>Lines on standard error that begin with the program's name; without control characters, whoever chose the text.</summary>
    public void Complain(string text) => Error.WriteLine($"bot-bottle: {string.Join('\n', text.Split('\n').Select(TerminalText.Clean))}");
}
