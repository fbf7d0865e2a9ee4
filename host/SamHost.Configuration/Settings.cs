using System.Text.Json.Nodes;

namespace SamHost.Configuration;

/// <summary>The settings of the program: the merged layers, from which each module binds its own section.</summary>
public sealed class Settings
{
    /// <summary>The key by which editors find the schema.</summary>
    public const string SchemaKey = "$schema";

    private readonly IReadOnlyList<SettingsSection> _sections;
    private readonly IReadOnlyList<string> _layerProblems;
    private readonly Dictionary<Type, (object Options, SettingsProblems Problems)> _bound = [];

    /// <param name="tree">The merged layers.</param>
    /// <param name="sections">Every section that a module owns.</param>
    /// <param name="layerProblems">What was wrong with the layers themselves.</param>
    public Settings(SettingsNode tree, IEnumerable<SettingsSection> sections, SettingsProblems layerProblems)
    {
        Tree = tree;
        _sections = [.. sections];
        _layerProblems = [.. layerProblems.Lines];
    }

    /// <summary>The merged layers.</summary>
    public SettingsNode Tree { get; }

    /// <summary>The options of a section.</summary>
    /// <exception cref="UserErrorException">The section is wrong.</exception>
    public T Section<T>()
        where T : class
    {
        var (options, problems) = Bind(typeof(T));
        problems.ThrowIfAny();
        return (T)options;
    }

    /// <summary>The options of a section, valid or not: for callers that have reported the problems of <see cref="Check"/>.</summary>
    public T Bound<T>()
        where T : class => (T)Bind(typeof(T)).Options;

    /// <summary>Everything that is wrong with the layers and with any section.</summary>
    public SettingsProblems Check()
    {
        var problems = new SettingsProblems(_layerProblems);
        var names = _sections.Select(section => section.Name).ToList();
        OptionsBinder.CheckKeys(Tree, names, [SchemaKey], "", problems);
        foreach (var section in _sections) problems.Add(Bind(section.OptionsType).Problems);
        return problems;
    }

    /// <summary>Every section with every default written out. Binding it again gives the same options.</summary>
    public JsonObject ToJson() =>
        new(_sections.Select(
            section => KeyValuePair.Create<string, JsonNode?>(section.Name, OptionsText.ToJson(Bind(section.OptionsType).Options))));

    /// <summary>The same sections over another tree.</summary>
    public Settings With(SettingsNode tree) => new(tree, _sections, new SettingsProblems());

    private (object Options, SettingsProblems Problems) Bind(Type type)
    {
        if (_bound.TryGetValue(type, out var bound)) return bound;
        var section = _sections.Single(section => section.OptionsType == type);
        var problems = new SettingsProblems();
        return _bound[type] = (OptionsBinder.Bind(type, Tree[section.Name], section.Name, problems), problems);
    }
}
