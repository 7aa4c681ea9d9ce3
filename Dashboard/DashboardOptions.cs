using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard;

/// <summary>Start options of the dashboard.</summary>
/// <param name="Screen"><c>runs</c>, <c>budgets</c>, <c>approvals</c> or <c>events</c>.</param>
/// <param name="Colours">True if the output takes colours.</param>
/// <param name="Utf8">True if the terminal's locale is UTF-8; otherwise the output is ASCII only.</param>
/// <param name="Time">The clock, with the zone of displayed times.</param>
public sealed record DashboardOptions(string Screen, bool Colours, bool Utf8, TimeProvider Time)
{
    /// <summary>True if the mouse is read; the terminal's own selection of text then needs Shift.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>The valid screens.</summary>
    public static IReadOnlyList<string> Screens { get; } = ["runs", "budgets", "approvals", "events"];

    /// <summary>The initial state.</summary>
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
