using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>Builds a tool with everything that its type allows.</summary>
/// <param name="types">The SDK.</param>
/// <param name="choice">The index of the alternative to take, if there are enough.</param>
internal sealed class ToolSample(SdkTypes types, int choice)
{
    private const int MostLevels = 8;

    /// <summary>The contents of a schema, an example or a map here, which are valid and must not be taken for tools.</summary>
    private const string Anything =
        """{"type":"object","url":"https://x.example/","tools":[{"type":"mcp","server_url":"https://"""
            + """x.example/"}],"properties":{"tool":{"type":"web_fetch"}}}""";

    /// <summary>A sample.</summary>
    public JsonNode Of(Declaration of, TypeNode.Shape shape) => Of(of, shape, 0);

    private JsonNode Of(Declaration of, TypeNode.Shape shape, int level)
    {
        JsonObject made = [];
        foreach (var (member, from) in types.Members(of, shape))
        {
            if (member.Name == "*" && IsAnything(member.Type))
            {
                return JsonNode.Parse(Anything)!;
            }

            made[member.Name == "*" ? "any_name" : member.Name] = Value(member.Type, from, level + 1);
        }

        return made;
    }

    private JsonNode? Value(TypeNode type, Declaration from, int level)
    {
        if (level > MostLevels)
        {
            return null;
        }

        if (IsAnything(type))
        {
            return JsonNode.Parse(Anything);
        }

        if (types.Literals(type, from).ToArray() is [_, ..] texts && type is not TypeNode.Union { Members: [TypeNode.Reference { Name: "Array" }, ..] }
            && !types.Objects(type, from).Any())
        {
            return texts[Math.Min(choice, texts.Length - 1)];
        }

        if (types.Objects(type, from).ToArray() is [_, ..] objects)
        {
            var (of, shape, inList) = objects[Math.Min(choice, objects.Length - 1)];
            JsonNode made = Of(of, shape, level);
            return inList ? new JsonArray(made) : made;
        }

        return type switch
        {
            TypeNode.List list => new JsonArray(Value(list.Element, from, level + 1)),
            TypeNode.Union union => Value(union.Members[0], from, level + 1),
            TypeNode.Reference { Name: "number" } => 1,
            TypeNode.Reference { Name: "boolean" } => true,
            TypeNode.Reference { Name: "null" } => null,
            _ => "text",
        };
    }

    private static bool IsAnything(TypeNode type) =>
        type is TypeNode.Reference { Name: "unknown" or "any" } or TypeNode.Union { Members: [TypeNode.Reference { Name: "unknown" }, ..] };
}
