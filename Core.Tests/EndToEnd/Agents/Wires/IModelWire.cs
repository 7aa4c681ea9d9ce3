using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>The format of a model API, as far as agents with tools use it.</summary>
internal interface IModelWire
{
    /// <summary>Reads a call.</summary>
    /// <param name="path">The request's path, which names the model in some formats.</param>
    /// <param name="body">The request.</param>
    ModelRequest Read(string path, JsonObject body);

    /// <summary>The answer as one document.</summary>
    JsonObject Whole(string id, string model, ModelReply reply);

    /// <summary>The answer as events.</summary>
    IEnumerable<SimulatedEvent> Stream(string id, string model, ModelReply reply);
}
