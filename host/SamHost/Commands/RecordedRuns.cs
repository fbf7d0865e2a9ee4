using System.CommandLine;
using SamHost.Configuration;
using SamHost.Runs.Results;

namespace SamHost.Commands;

/// <summary>The argument of every verb that reads runs, and where the settings say that these are.</summary>
internal static class RecordedRuns
{
    private static readonly Argument<string[]> Named = new("RUN|STUDY")
    {
        Description = "Folders of runs or of studies; or in the folder of results names of studies, beginnings of names of runs, or both "
            + "as STUDY/RUN.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Adds the argument to a command.</summary>
    public static void AddTo(Command command) => command.Arguments.Add(Named);

    /// <summary>The runs.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static RunSelection Find(ParseResult arguments, string resultsDirectory) => RunSelection.Of(Names(arguments), resultsDirectory);

    /// <summary>The runs of each name by itself.</summary>
    /// <exception cref="UserErrorException">One has none.</exception>
    public static IReadOnlyList<RunSelection> FindEach(ParseResult arguments, string resultsDirectory) =>
        [.. Names(arguments).Select(name => RunSelection.Of([name], resultsDirectory))];

    /// <summary>The names as they were given.</summary>
    public static IReadOnlyList<string> Names(ParseResult arguments) => arguments.GetValue(Named) ?? [];

    /// <summary>Where results go: the folder that was asked for, else that of the one run or study.</summary>
    /// <exception cref="UserErrorException">There are several, and no folder was given.</exception>
    public static string OutputFolder(RunSelection selection, string? asked) =>
        asked is not null ? Path.GetFullPath(asked)
        : selection.Folders is [var folder] ? folder
        : throw new UserErrorException("Of several studies or runs, --out DIR says where the files go.");
}
