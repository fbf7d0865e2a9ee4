using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;

namespace SamHost.Commands;

/// <summary>
/// A study that is a recorded one but for something: on folds, or on mended labels. It has a folder of its own beside that one.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Directory">The folder of all results.</param>
internal sealed record DerivedStudy(string Name, string Directory)
{
    private string[] _folders = [];

    /// <summary>The folder of its results.</summary>
    public string Folder => Path.Combine(Directory, Name);

    /// <summary>The runs of it that were planned last: the folder may hold those of other settings, too.</summary>
    public RunSelection Runs => RunSelection.Of(_folders, Directory);

    /// <summary>Keeps which runs are planned.</summary>
    public void Remember(StudyRuns runs, string directory) =>
        _folders = [.. runs.All.Select(run => RunFolder.PathOf(directory, Name, run.Id))];

    /// <summary>The cross-validation of a study: each fold in turn, with one of its optimizers.</summary>
    /// <param name="selection">The study.</param>
    /// <param name="folds">How many folds.</param>
    /// <param name="optimizer">The label of the optimizer; null for the one with the highest final test accuracy.</param>
    /// <param name="directory">The folder of all results.</param>
    /// <param name="here">The settings of this place: what is not the study's comes from them.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <exception cref="UserErrorException">The runs are those of several studies or tasks, or have no such optimizer.</exception>
    public static (SettingsNode Settings, DerivedStudy Study) OnFolds(
        RunSelection selection, int folds, string? optimizer, string directory, SettingsNode here, SettingsProblems problems) =>
        Of(selection, "--folds", $"folds{folds}", directory, here, problems, study =>
        {
            var optimizers = study["Optimizers"]!.AsArray();
            var labels = optimizers.Select(one => (string)one!["Label"]!).ToList();
            var best = selection.Runs.GroupBy(run => run.Label).MaxBy(runs => runs.Average(run => run.FinalTestAccuracy))!.Key;
            var chosen = labels.IndexOf(optimizer ?? best);
            if (chosen < 0)
                throw new UserErrorException(
                    $"--optimizer: there is no '{optimizer}' in the study; {NearestName.Advice(optimizer!, labels, "optimizers")}");
            study["Optimizers"] = new JsonArray(optimizers[chosen]!.DeepClone());
            study["Fold"] = new JsonObject { ["Count"] = folds };
            // What is set aside for it would be judged by fewer runs; and averaged predictions need no best epoch.
            study["EarlyStopping"] = null;
            // The labels that a judgement is of stand among the recorded examples.
            if (study["RecordExamplesAt"] is JsonArray { Count: 0 }) study.Remove("RecordExamplesAt");
        });

    /// <summary>The study on mended labels.</summary>
    /// <param name="selection">The study.</param>
    /// <param name="labels">A file of labels by ids.</param>
    /// <param name="directory">The folder of all results.</param>
    /// <param name="here">The settings of this place: what is not the study's comes from them.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <exception cref="UserErrorException">The runs are those of several studies or tasks.</exception>
    public static (SettingsNode Settings, DerivedStudy Study) OnLabels(
        RunSelection selection, string labels, string directory, SettingsNode here, SettingsProblems problems)
    {
        // Other contents are another study, also in a file of the same name.
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(labels)))[..8];
        return Of(selection, "clean", $"clean-{hash}", directory, here, problems, study => study["Noise"] = new JsonObject
        {
            ["Name"] = "from-file", ["Options"] = new JsonObject { ["Path"] = Path.GetFullPath(labels), ["AreCorrections"] = true },
        });
    }

    private static (SettingsNode Settings, DerivedStudy Study) Of(
        RunSelection selection, string asker, string suffix, string directory, SettingsNode here, SettingsProblems problems,
        Action<JsonObject> change)
    {
        if (StudySettings.Of(selection.Runs) is not [var settings])
            throw new UserErrorException(
                $"{asker}: the runs differ in more than optimizer and seed; name those of one study, without a sweep.");
        var study = settings["Study"]!.AsObject();
        var name = $"{study["Name"]}-{suffix}";
        study["Name"] = name;
        change(study);
        var merged = SettingsSource.OfRecorded(settings, here, directory, $"the configuration of {selection.Runs[0].Id}", problems);
        return (merged, new DerivedStudy(name, directory));
    }
}
