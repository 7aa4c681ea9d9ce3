using BotBottle.Controller.Budgets;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;

namespace BotBottle.Controller.Service;

/// <summary>Answers <c>explain</c>: with the routes and the names of credentials that the run's proxy has, the orders that it is given, and the budgets as they are.</summary>
internal sealed class RunExplainer(HostState state)
{
    /// <summary>What the run's proxy would do with a request.</summary>
    /// <exception cref="RefusedException">No live run is called that; its routes are not known; the request is none.</exception>
    public Explanation Explain(string run, ExplainRequest asked)
    {
        LiveRun live;
        RunEgress? egress;
        RunOrders orders;
        lock (state.Gate)
        {
            live = state.Find(run);
            (egress, orders) = (live.Record.Egress, live.Orders.Present);
        }

        if (egress is null)
        {
            throw new RefusedException(
                "routes_unknown", $"what {live.Record.Name} may reach is not known here: it was started by a program that did not say. Ask its proxy: "
                + "in the bottle, curl http://_egress.local/allowlist; or start the run again");
        }

        ProbeRequest request = ProbeRequest.Read(asked, out string? problem) ?? throw new RefusedException("bad_request", problem!, RefusalReason.Invalid);
        EgressExplainer explainer = new(live.Record.Id, live.Record.Name, Compile(egress), orders, state.Time, (provider, unmetered) =>
        {
            lock (state.Gate)
            {
                return AdmissionDesk.Foresee(state, live, provider, unmetered);
            }
        });
        return explainer.Explain(request);
    }

    // Not under the gate: expressions take a while.
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
