using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>Walks through everything that the requests of an SDK can contain, and builds the smallest request with a value at a place.</summary>
internal sealed class RequestWalk(SdkTypes types)
{
    private const int MostSteps = 9;

    /// <summary>The types of requests.</summary>
    public IEnumerable<Declaration> Requests => types.Declarations.Where(one =>
        one.Name.EndsWith("Params", StringComparison.Ordinal) || one.Name.EndsWith("ParamsBase", StringComparison.Ordinal)
            || one.Name.EndsWith("Config", StringComparison.Ordinal)
        || one.FullName.StartsWith("ResponsesClientEvent", StringComparison.Ordinal)
        || one.FullName.StartsWith("BetaResponsesClientEvent", StringComparison.Ordinal));

    /// <summary>Every property of a request that satisfies a condition, with the path to it; each declaration once.</summary>
    public IEnumerable<Place> Find(Func<TypeNode.Member, Declaration, bool> wanted)
    {
        HashSet<(Declaration, string)> told = [];
        foreach (Declaration request in Requests)
        {
            foreach (Place place in Find(request, new Place(request, []), wanted, [request]))
            {
                if (told.Add((place.Steps[^1].Of, $"{request.FullName} {place.Steps[^1].Member.Name}")))
                {
                    yield return place;
                }
            }
        }
    }

    /// <summary>Builds the smallest document with a value at a place; an object on the path has its type property.</summary>
    public JsonObject Document(Place place, JsonNode value)
    {
        JsonObject root = [];
        JsonObject at = root;
        foreach ((Place.Step step, int i) in place.Steps.Select((step, i) => (step, i)))
        {
            foreach (var (member, from) in types.Members(step.Of, step.Shape).Where(one => one.Member.Name == "type" && one.Member.Name != step.Member.Name))
            {
                if (types.Literals(member.Type, from).FirstOrDefault() is { } type)
                {
                    at["type"] = type;
                }
            }

            bool last = i == place.Steps.Count - 1;
            JsonObject next = [];
            JsonNode inner = last ? value.DeepClone() : next;
            at[step.Member.Name == "*" ? "any_name" : step.Member.Name] = step.Member.Type is not TypeNode.Reference
                && types.Objects(step.Member.Type, step.From).All(one => one.InList)
                && IsList(step) ? new JsonArray(inner) : inner;
            at = next;
        }

        return root;
    }

    private bool IsList(Place.Step step) => types.Objects(step.Member.Type, step.From).Any(one => one.InList);

    private IEnumerable<Place> Find(
        Declaration of, Place way, Func<TypeNode.Member, Declaration, bool> wanted, HashSet<object> seen, TypeNode.Shape? shape = null)
    {
        shape ??= of.Type as TypeNode.Shape;
        if (shape is null || way.Steps.Count == MostSteps)
        {
            yield break;
        }

        foreach (var (member, from) in types.Members(of, shape))
        {
            Place here = way.With(new Place.Step(of, shape, member, from));
            if (wanted(member, from))
            {
                yield return here;
            }

            foreach (var (next, inner, _) in types.Objects(member.Type, from))
            {
                if (seen.Add(inner))
                {
                    foreach (Place place in Find(next, here, wanted, seen, inner))
                    {
                        yield return place;
                    }
                }
            }
        }
    }
}
