using System.Text.Json.Nodes;

namespace BotBottle.Controller.Demo;

/// <summary>How one API writes an answer. The shapes are the real ones, cut down to what a client reads.</summary>
internal interface ISimulatedFormat
{
    /// <summary>The whole answer as one JSON document.</summary>
    JsonObject Whole(string id, string model, SimulatedAnswer answer);

    /// <summary>The answer as events: a name (null for none) and data. Those that carry a word of text are marked, to be paced.</summary>
    IEnumerable<SimulatedEvent> Stream(string id, string model, SimulatedAnswer answer, JsonObject request);
}
