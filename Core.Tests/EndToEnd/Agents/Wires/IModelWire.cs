using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>The format of a model API, as used by agents with tools.</summary>
internal interface IModelWire
{
    /// <summary>Reads a call.</summary>
    /// <param name="path">The request's path, which names the model in some formats.</param>
    /// <param name="body">The request.</param>
    ModelRequest Read(string path, JsonObject body);

    /// <summary>Writes the response as one document.</summary>
    JsonObject Whole(string id, string model, ModelReply reply);

    /// <summary>Writes the response as events.</summary>
    IEnumerable<SimulatedEvent> Stream(string id, string model, ModelReply reply);
}
