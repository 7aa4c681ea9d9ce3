
namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>The types that an SDK declares, with their names resolved.</summary>
internal sealed class SdkTypes
{
    private readonly ILookup<string, Declaration> _byName;

    private SdkTypes(IReadOnlyList<Declaration> declarations)
    {
        Declarations = declarations;
        _byName = declarations.ToLookup(one => one.Name);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Declaration> Declarations { get; }

    /// <summary>Reads all .d.ts files below a folder, or one file.</summary>
    public static SdkTypes Read(string path)
    {
        IEnumerable<string> files = File.Exists(path)
            ? [path]
            : Directory.EnumerateFiles(path, "*.d.ts", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return new SdkTypes([.. files.SelectMany(DeclarationReader.Read)]);
    }

    /// <summary>Resolves a name at its use: the nearest declaration, or every candidate if an import leads out of the file.</summary>
    public IReadOnlyList<Declaration> Resolve(string name, Declaration from)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        Declaration[] known = [.. _byName[last]];
        for (string scope = from.FullName; ; scope = scope.Contains('.', StringComparison.Ordinal) ? scope[..scope.LastIndexOf('.')] : "")
        {
            string full = scope.Length == 0 ? name : $"{scope}.{name}";
            Declaration[] here = [.. known.Where(one => one.File == from.File && one.FullName == full)];
            if (here.Length > 0)
            {
                return here;
            }

            if (scope.Length == 0)
            {
                break;
            }
        }

        // After an import, its first word may be the name of the file.
        for (string rest = name; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            Declaration[] there = [.. known.Where(one => one.FullName == rest)];
            if (there.Length > 0 || !rest.Contains('.', StringComparison.Ordinal))
            {
                return there;
            }
        }
    }

    /// <summary>The objects that a value of a type may be: through lists, unions, aliases and what an interface extends.</summary>
    /// <param name="type">The type.</param>
    /// <param name="from">The declaration in which it is written.</param>
    /// <returns>Each object with the declaration in whose scope its members are written.</returns>
    public IEnumerable<(Declaration Of, TypeNode.Shape Shape, bool InList)> Objects(TypeNode type, Declaration from) => Objects(type, from, false, []);

    /// <summary>The members of an object, with what it extends.</summary>
    public IEnumerable<(TypeNode.Member Member, Declaration From)> Members(Declaration of, TypeNode.Shape shape)
    {
        foreach (TypeNode.Member member in shape.Members)
        {
            yield return (member, of);
        }

        if (!ReferenceEquals(of.Type, shape))
        {
            yield break;
        }

        foreach (var (from, inherited, _) in of.Bases.SelectMany(one => Objects(one, of)))
        {
            foreach (var member in Members(from, inherited))
            {
                yield return member;
            }
        }
    }

    /// <summary>The texts that a type allows, if it is a literal text or several of them.</summary>
    public IEnumerable<string> Literals(TypeNode type, Declaration from) => type switch
    {
        TypeNode.Literal literal => [literal.Text],
        TypeNode.Union union => union.Members.SelectMany(one => Literals(one, from)),
        TypeNode.Reference reference =>
            Resolve(reference.Name, from).Where(one => one.Type is TypeNode.Union or TypeNode.Literal).SelectMany(one => Literals(one.Type, one)),
        _ => [],
    };

    private IEnumerable<(Declaration Of, TypeNode.Shape Shape, bool InList)> Objects(TypeNode type, Declaration from, bool inList, HashSet<Declaration> seen)
    {
        switch (type)
        {
            case TypeNode.Shape shape:
                return [(from, shape, inList)];
            case TypeNode.List list:
                return Objects(list.Element, from, true, seen);
            case TypeNode.Union union:
                return union.Members.SelectMany(one => Objects(one, from, inList, seen));
            case TypeNode.Reference { Name: "Omit" or "Partial" or "Required" or "Readonly" or "Pick", Arguments: [var first, ..] }:
                return Objects(first, from, inList, seen);
            case TypeNode.Reference reference:
                return Resolve(reference.Name, from).Where(seen.Add).SelectMany(one => Objects(one.Type, one, inList, seen).ToArray()).ToArray();
            default:
                return [];
        }
    }
}
