using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Studies.Plans;

namespace SamHost.Commands;

/// <summary>The arguments of every verb that reads settings, and the settings that they lead to.</summary>
internal static class SettingsSource
{
    private const string FileName = "appsettings.json";

    private static readonly Argument<string[]> Files = CreateFiles();

    private static readonly Option<string?> Study = new("--study")
    {
        Description = "A shipped study, instead of that of appsettings.json; 'samhost studies' lists them.",
        HelpName = "NAME",
    };

    /// <summary>The option <c>--set</c>.</summary>
    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "Sets one value, such as Study:Epochs=5; wins over files and environment.",
        HelpName = "PATH=VALUE",
    };

    /// <summary>The option <c>--out</c> of verbs that make results.</summary>
    public static Option<string?> Out { get; } =
        new("--out") { Description = "The folder for results; the setting Output:Directory.", HelpName = "DIR" };

    /// <summary>Adds files and <c>--set</c> to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Arguments.Add(Files);
        command.Options.Add(Set);
    }

    /// <summary>Adds <c>--study</c>, too: for a command that runs or checks a study.</summary>
    public static void AddStudyTo(Command command) => command.Options.Add(Study);

    /// <summary>
    /// Merges appsettings.json (in the working directory, else beside the program), the shipped study, files and assignments of the command
    /// line and the environment.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="last">Assignments that win over those of the command line.</param>
    /// <exception cref="UserErrorException">A file cannot be read, or there is no such study.</exception>
    public static SettingsNode Merge(ParseResult arguments, SettingsProblems problems, params string[] last) => Merge(
        arguments.GetValue(Study) is { } name ? ShippedStudy.PathOf(name) : null,
        arguments.GetValue(Files) ?? [],
        [.. arguments.GetValue(Set) ?? [],
            .. arguments.GetValue(Out) is { } directory ? [$"Output:Directory={directory}"] : Array.Empty<string>(),
            .. last],
        problems);

    /// <summary>Merges appsettings.json and the environment alone.</summary>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public static SettingsNode Merge(SettingsProblems problems) => Merge(null, [], [], problems);

    /// <summary>The folder of results that settings name.</summary>
    /// <exception cref="UserErrorException">Something is wrong with their section <c>Output</c>, or was before.</exception>
    public static string ResultsDirectory(SettingsNode settings, SettingsProblems problems)
    {
        var output = OptionsBinder.Bind<OutputOptions>(settings["Output"], "Output", problems);
        problems.ThrowIfAny();
        return output.Directory;
    }

    /// <summary>
    /// A recorded study in the place of that of these settings, without a sweep and a report, and so its section of the engine.
    /// </summary>
    /// <param name="recorded">The settings of the recorded one; changed.</param>
    /// <param name="here">The settings of this place.</param>
    /// <param name="directory">The folder of results.</param>
    /// <param name="origin">Where messages say that the recorded ones stand.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static SettingsNode OfRecorded(
        JsonObject recorded, SettingsNode here, string directory, string origin, SettingsProblems problems)
    {
        recorded["Study"]!["Sweep"] = null;
        recorded["Output"] = new JsonObject { ["Directory"] = directory, ["Report"] = false };
        var own = SettingsJson.Parse(Encoding.UTF8.GetBytes(recorded.ToJsonString()), origin, problems);
        return SettingsMerge.Over(here.Without("Study").Without("Gradients"), own, "", problems);
    }

    private static SettingsNode Merge(string? study, string[] files, string[] assignments, SettingsProblems problems)
    {
        var here = File.Exists(FileName) ? FileName : Path.Combine(AppContext.BaseDirectory, FileName);
        return SettingsLayers.Load(
            File.Exists(here) ? here : null, study, files, Environment.GetEnvironmentVariables(), assignments, problems);
    }

    private static Argument<string[]> CreateFiles()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "JSON files that are laid over appsettings.json, in order.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        files.Validators.Add(RefuseMistyped);
        return files;
    }

    // System.CommandLine passes every unmatched word as a file.
    private static void RefuseMistyped(ArgumentResult files)
    {
        var command = ((CommandResult)files.Parent!).Command;
        foreach (var word in files.Tokens.Select(token => token.Value).Where(word => !Path.Exists(word)))
        {
            if (word.StartsWith('-')) files.AddError(CommandLine.UnknownOption(word, command));
            else if (NearestName.Find(word, command.Subcommands.Select(verb => verb.Name)) is { } verb)
                files.AddError($"There is no verb or file '{word}'; did you mean {verb}?");
        }
    }
}
