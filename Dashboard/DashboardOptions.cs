using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard;

/// <summary>How the dashboard is started.</summary>
/// <param name="Screen"><c>runs</c>, <c>budgets</c>, <c>approvals</c> or <c>events</c>.</param>
/// <param name="Colours">Whether the output takes colours.</param>
/// <param name="Utf8">Whether the terminal's locale is UTF-8; ASCII alone is written otherwise.</param>
/// <param name="Time">The clock, and the zone in which times are shown.</param>
public sealed record DashboardOptions(string Screen, bool Colours, bool Utf8, TimeProvider Time)
{
    /// <summary>The screens that can be asked for.</summary>
    public static IReadOnlyList<string> Screens { get; } = ["runs", "budgets", "approvals", "events"];

    /// <summary>The first state.</summary>
    internal DashboardState FirstState(string address, int width, int height) => new()
    {
        Address = address,
        Now = Time.GetUtcNow(),
        Zone = Time.LocalTimeZone,
        Link = new Link(false, null, Time.GetUtcNow()),
        Screen = Enum.Parse<Screen>(Screen, ignoreCase: true),
        Width = width,
        Height = height,
    };
}
