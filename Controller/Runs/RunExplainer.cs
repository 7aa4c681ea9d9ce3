using BotBottle.Controller.Budgets;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Lists the hosts that a run may reach, and computes <c>explain</c>. It uses the routes and credential names of the run's proxy, the run's orders, and the
/// present budgets.
/// </summary>
internal sealed class RunExplainer(HostState state)
{
    /// <summary>Computes the decision that the run's proxy would make about a request.</summary>
    /// <exception cref="RefusedException">No live run has this name, its routes are not known, or the request is invalid.</exception>
    public Explanation Explain(string run, ExplainRequest asked)
    {
        (LiveRun live, RunEgress egress) = Find(run);
        ProbeRequest request = ProbeRequest.Read(asked, out string? problem) ?? throw new RefusedException("bad_request", problem!, RefusalReason.Invalid);
        EgressExplainer explainer = new(
            live.Record.Id, live.Record.Name, Compile(egress), live.Orders.Present, state.Time, Gate(egress), live.Record.Supervised, (provider, unmetered) =>
            {
                lock (state.Gate)
                {
                    return AdmissionDesk.Foresee(state, live, provider, unmetered);
                }
            });
        return explainer.Explain(request);
    }

    /// <summary>Lists the routes of a run.</summary>
    /// <exception cref="RefusedException">No live run has this name, or its routes are not known.</exception>
    public RoutesView Routes(string run) =>
        new([.. Find(run).Egress.Routes.Routes.Select(route => new RouteView(route.Origin.ToString(), RouteJson.Of(route)))]);

    private (LiveRun Live, RunEgress Egress) Find(string run)
    {
        lock (state.Gate)
        {
            LiveRun live = state.Find(run);
            return (live, live.Record.Egress ?? throw new RefusedException(
                "routes_unknown", $"the routes of {live.Record.Name} are not known here: the program that started it did not report them. Ask its proxy: "
                + "in the bottle, curl http://_egress.local/allowlist; or start the run again"));
        }
    }

    private static AddressGate Gate(RunEgress egress) => new(
        HostAddresses.Read, [.. egress.Resolved.Select(name => HostName.TryParse(System.Text.Encoding.UTF8.GetBytes(name), out HostName? host) ? host : null)
            .OfType<HostName>()]);

    // Called outside the gate, because compiling regular expressions takes a while.
    private static RunPolicy Compile(RunEgress egress)
    {
        try
        {
            return new RunPolicy(egress.Routes, egress.Credentials, ProviderTable.From(egress.Providers));
        }
        catch (ArgumentException broken)
        {
            throw new RefusedException("bad_routes", $"the run's routes cannot be served: {broken.Message}");
        }
    }
}
