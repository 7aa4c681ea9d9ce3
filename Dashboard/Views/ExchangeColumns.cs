using System.Globalization;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The columns of model calls.</summary>
internal static class ExchangeColumns
{
    /// <summary>All columns.</summary>
    public static Column<ExchangeView>[] Of(DashboardState state) =>
    [
        new("TIME", 8, 0, (exchange, _) => Figures.Time(state, exchange.EndedAt)),
        new("HOST", 9, 2, (exchange, _) => exchange.Host, Most: 30),
        new("MODEL", 9, 1, (exchange, _) => exchange.Model ?? "-", Most: 30),
        new("INPUT", 5, 1, (exchange, _) => Figures.Amount(exchange.Usage.Input), Right: true),
        new("READ", 5, 3, (exchange, _) => Figures.Amount(exchange.Usage.CacheRead), Right: true),
        new("WRITE", 5, 3, (exchange, _) => Figures.Amount(exchange.Usage.CacheWrite), Right: true),
        new("OUT", 5, 1, (exchange, _) => Figures.Amount(exchange.Usage.Output), Right: true),
        new("STATUS", 6, 1, (exchange, _) => Status(exchange)),
        new("TOOK", 6, 2, (exchange, _) => Figures.Took(exchange.EndedAt - exchange.StartedAt), Right: true),
        new("END", 8, 2, (exchange, cells) => End(exchange, cells), Most: 16),
        new("CHARGED", 7, 4, (exchange, _) => Figures.Amount(exchange.Charged), Right: true),
        new("FIGURES", 9, 5, (exchange, _) => new Cell(WireNames.Of(exchange.Quality), exchange.Quality == UsageQuality.Exact ? Tone.Normal : Tone.Warn)),
        new("PATH", 16, 6, (exchange, _) => exchange.Path, Most: 60),
    ];

    private static Cell Status(ExchangeView exchange) => exchange.Status == 0
        ? new Cell("none", Tone.Bad)
        : new Cell(exchange.Status.ToString(CultureInfo.InvariantCulture), exchange.Status < 400 ? Tone.Good : Tone.Bad);

    private static Cell End(ExchangeView exchange, int cells)
    {
        string whole = WireNames.Of(exchange.End).Replace('_', ' ');
        // In a narrow column only the first word is shown: 'client' for 'client aborted'.
        return new Cell(whole.Length > cells ? whole.Split(' ')[0] : whole, exchange.End == ExchangeEnd.Complete ? Tone.Normal : Tone.Warn);
    }
}
