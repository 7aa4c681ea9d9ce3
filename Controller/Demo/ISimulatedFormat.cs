using System.Text.Json.Nodes;

namespace BotBottle.Controller.Demo;

/// <summary>Writes responses in the format of one API. The shapes are the real ones, reduced to the members that a client reads.</summary>
internal interface ISimulatedFormat
{
    /// <summary>Makes the whole response as one JSON document.</summary>
    JsonObject Whole(string id, string model, SimulatedAnswer answer);

    /// <summary>Makes the response as events: a name (null for none) and data. Events with a word of text are marked, so that they can be paced.</summary>
    IEnumerable<SimulatedEvent> Stream(string id, string model, SimulatedAnswer answer, JsonObject request);
}
