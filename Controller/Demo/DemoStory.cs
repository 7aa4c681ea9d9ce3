using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Demo;

/// <summary>Writes the demo's text: numbered steps, and below them lines with their speaker. Safe for several threads.</summary>
/// <param name="host">The terminal.</param>
internal sealed class DemoStory(CommandHost host)
{
    private const int Width = 9;

    private readonly Lock _gate = new();
    private int _step;

    /// <summary>Begins a step.</summary>
    public void Step(string title)
    {
        lock (_gate)
        {
            host.Output.WriteLine();
            host.Output.WriteLine(host.Ink.Bold($"{++_step}. {title}"));
        }
    }

    /// <summary>Writes a plain line.</summary>
    public void Tell(string text)
    {
        lock (_gate)
        {
            host.Output.WriteLine(text);
        }
    }

    /// <summary>Writes a line of one speaker.</summary>
    /// <param name="who">The speaker, in a separate column.</param>
    /// <param name="text">The text, which may come from the agent.</param>
    /// <param name="colour">Colours the text.</param>
    public void Say(string who, string text, Func<string, string>? colour = null)
    {
        string clean = TerminalText.Clean(text);
        lock (_gate)
        {
            host.Output.WriteLine($"   {host.Ink.Dim(who.PadRight(Width))} {colour?.Invoke(clean) ?? clean}");
            host.Output.Flush();
        }
    }

    /// <summary>Makes a writer whose lines have one speaker.</summary>
    public TextWriter WriterOf(string who) => new SpeakerWriter(line => Say(who, line));
}
