
namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>A property of a request, with the path to it.</summary>
/// <param name="Request">The request's type.</param>
/// <param name="Steps">The properties on the path; the last is the property itself.</param>
internal sealed record Place(Declaration Request, IReadOnlyList<Place.Step> Steps)
{
    /// <summary>The property.</summary>
    public TypeNode.Member Member => Steps[^1].Member;

    public Place With(Step step) => this with { Steps = [.. Steps, step] };

    public override string ToString() => $"{Request.FullName}: {string.Join('.', Steps.Select(step => step.Member.Name))}";

    /// <summary>One property on the path.</summary>
    /// <param name="Of">The declaration that its object belongs to.</param>
    /// <param name="Shape">The object.</param>
    /// <param name="Member">The property.</param>
    /// <param name="From">The declaration in whose scope its type is written.</param>
    internal sealed record Step(Declaration Of, TypeNode.Shape Shape, TypeNode.Member Member, Declaration From);
}
