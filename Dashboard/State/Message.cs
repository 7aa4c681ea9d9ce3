using System.Collections.Immutable;
using BotBottle.Core.Control;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>What the state changes by.</summary>
internal abstract record Message
{
    /// <summary>The controller's stream brought a line.</summary>
    internal sealed record HostChanged(HostUpdate Update) : Message;

    /// <summary>The stream broke off, or could not be opened.</summary>
    internal sealed record LinkLost(string Reason, DateTimeOffset At) : Message;

    /// <summary>The controller's history is another than the one that was followed (its database was made anew): what is told from now on begins again.</summary>
    internal sealed record HistoryBegan : Message;

    /// <summary>Time goes by.</summary>
    internal sealed record Ticked(DateTimeOffset Now) : Message;

    /// <summary>The terminal has another size.</summary>
    internal sealed record Resized(int Width, int Height) : Message;

    /// <summary>A key; what it means is looked up as the state is when its turn comes (<see cref="KeyMap"/>). <paramref name="At"/> is of the monotonic clock.</summary>
    internal sealed record Pressed(KeyStroke Key, TimeSpan At) : Message;

    /// <summary>A picture is on the terminal: what it shows, and since when, by the clock of <see cref="Pressed"/>.</summary>
    internal sealed record Shown(ImmutableArray<Mark> Marks, TimeSpan At) : Message;

    /// <summary>A key that stands for a command.</summary>
    internal sealed record Invoked(UiCommand Command) : Message;

    /// <summary>Text for the line that is being typed.</summary>
    internal sealed record Typed(string Text) : Message;

    /// <summary>The line's last character is taken away.</summary>
    internal sealed record Erased : Message;

    /// <summary>Yes to the question, or the line as it stands.</summary>
    internal sealed record Accepted : Message;

    /// <summary>No to the question; the line is dropped, the help closed.</summary>
    internal sealed record Dismissed : Message;

    /// <summary>An action has come to its end.</summary>
    internal sealed record ActionEnded(string Text, bool Failed) : Message;

    /// <summary>The controller asks before it does something.</summary>
    internal sealed record Questioned(Confirmation Question) : Message;

    /// <summary>A run's routes are known, or why not.</summary>
    internal sealed record RoutesRead(string Run, RoutesView? Routes, string? Fault) : Message;
}
