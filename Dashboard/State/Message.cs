using System.Collections.Immutable;
using BotBottle.Core.Control;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>Message that changes the state.</summary>
internal abstract record Message
{
    /// <summary>The controller's stream brought a line.</summary>
    internal sealed record HostChanged(HostUpdate Update) : Message;

    /// <summary>The stream broke off or did not open.</summary>
    internal sealed record LinkLost(string Reason, DateTimeOffset At) : Message;

    /// <summary>The controller has another history than before (its database was recreated); the dashboard's history begins again.</summary>
    internal sealed record HistoryBegan : Message;

    /// <summary>A clock tick.</summary>
    internal sealed record Ticked(DateTimeOffset Now) : Message;

    /// <summary>The terminal was resized.</summary>
    internal sealed record Resized(int Width, int Height) : Message;

    /// <summary>A key press. <see cref="KeyMap"/> translates it by the state at its turn. <paramref name="At"/> is of the monotonic clock.</summary>
    internal sealed record Pressed(KeyStroke Key, TimeSpan At) : Message;

    /// <summary>A picture is on the terminal, with its marks and its time by the clock of <see cref="Pressed"/>.</summary>
    internal sealed record Shown(ImmutableArray<Mark> Marks, TimeSpan At) : Message
    {
        /// <summary>The parts of the picture that can be clicked.</summary>
        public IReadOnlyList<Spot> Spots { get; init; } = [];
    }

    /// <summary>A key's command.</summary>
    internal sealed record Invoked(UiCommand Command) : Message;

    /// <summary>Text for the input line.</summary>
    internal sealed record Typed(string Text) : Message;

    /// <summary>Removes the last character of the input line.</summary>
    internal sealed record Erased : Message;

    /// <summary>Completes the last word of the command line.</summary>
    internal sealed record Completed : Message;

    /// <summary>Brings back an earlier command line.</summary>
    internal sealed record Recalled(int Step) : Message;

    /// <summary>Accepts the question or the input line.</summary>
    internal sealed record Accepted : Message;

    /// <summary>Declines the question, drops the input line or closes the help.</summary>
    internal sealed record Dismissed : Message;

    /// <summary>An action ended.</summary>
    internal sealed record ActionEnded(string Text, bool Failed) : Message
    {
        /// <summary>The command line that does the same; null for none.</summary>
        public string? Same { get; init; }
    }

    /// <summary>The controller asks for consent to an action.</summary>
    internal sealed record Questioned(Confirmation Question) : Message;

    /// <summary>A run's routes arrived, or could not be read.</summary>
    internal sealed record RoutesRead(string Run, RoutesView? Routes, string? Fault) : Message;
}
