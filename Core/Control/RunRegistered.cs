namespace BotBottle.Core.Control;

/// <summary>The controller's answer to a registration.</summary>
/// <param name="Run">The new id.</param>
/// <param name="Name">The name it goes by.</param>
/// <param name="Token">The run's token for <c>proxy.sock</c>; told once.</param>
/// <param name="Folder">The run's own folder, <c>runs/&lt;id&gt;</c>, made with mode 0700.</param>
public sealed record RunRegistered(string Run, string Name, string Token, string Folder)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"{Name} ({Run})";
}
