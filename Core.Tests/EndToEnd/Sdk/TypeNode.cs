
namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>A type of a TypeScript declaration, as far as the tests need it.</summary>
internal abstract record TypeNode
{
    /// <summary>Any other type.</summary>
    public sealed record Other(string Text) : TypeNode;

    /// <summary>A literal text as a type.</summary>
    public sealed record Literal(string Text) : TypeNode;

    /// <summary>A declaration by its name, or a type of the language.</summary>
    public sealed record Reference(string Name, IReadOnlyList<TypeNode> Arguments) : TypeNode;

    /// <summary>A list.</summary>
    public sealed record List(TypeNode Element) : TypeNode;

    /// <summary>One of several, or all of them.</summary>
    public sealed record Union(IReadOnlyList<TypeNode> Members) : TypeNode;

    /// <summary>An object with its members.</summary>
    public sealed record Shape(IReadOnlyList<Member> Members) : TypeNode;

    /// <summary>A member of an object; the name of an index signature is <c>*</c>.</summary>
    public sealed record Member(string Name, bool IsOptional, TypeNode Type);
}
