using System.Text.Json.Nodes;

namespace BotBottle.Core.Control;

/// <summary>One route of a run.</summary>
/// <param name="Origin">Where it was written: <c>file:line</c>, or what brought it in.</param>
/// <param name="Route">The route in the format of a routes file, as the agent sees it at <c>_egress.local/allowlist</c>: that a credential is put in, and never which.</param>
public sealed record RouteView(string Origin, JsonObject Route);
