using System.Text.Json.Nodes;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>The hosts of a run, out of the calls and events that the dashboard keeps.</summary>
internal static class HostRows
{
    private const string UsualPort = ":443";

    /// <summary>The hosts, the one with the newest request first.</summary>
    public static List<HostRow> Of(DashboardState state, RunEntry run)
    {
        Dictionary<string, HostRow> rows = [];
        foreach (ExchangeView exchange in run.Exchanges)
        {
            HostRow row = Row(exchange.Host);
            rows[row.Host] = row with { Calls = row.Calls + 1, Charged = row.Charged + exchange.Charged, Last = Reducer.Later(row.Last, exchange.EndedAt) };
        }

        foreach (LoggedEvent logged in state.Events)
        {
            if (logged.Run != run.View.Run || Text(logged, "host") is not { } host)
            {
                continue;
            }

            HostRow row = Row(host);
            bool refused = logged.Event == EventKind.EgressBlock;
            rows[row.Host] = row with
            {
                Refused = row.Refused + (refused ? 1 : 0), Reason = refused ? Text(logged, "reason") ?? row.Reason : row.Reason,
                Last = Reducer.Later(row.Last, logged.Time),
            };
        }

        return [.. rows.Values.OrderByDescending(row => row.Last).ThenBy(row => row.Host, StringComparer.Ordinal)];

        HostRow Row(string host)
        {
            string name = host.EndsWith(UsualPort, StringComparison.Ordinal) ? host[..^UsualPort.Length] : host;
            return rows.GetValueOrDefault(name) ?? new HostRow(name);
        }
    }

    private static string? Text(LoggedEvent logged, string key) => logged.Data?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
