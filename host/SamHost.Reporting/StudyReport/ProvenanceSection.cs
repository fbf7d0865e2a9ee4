using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Everything that the runs were made with: the page alone is enough to make them again.</summary>
internal static class ProvenanceSection
{
    private static readonly string[] OfEachDocument = ["Study:Name", "Study:Seeds", "Study:Optimizers"];

    /// <summary>The section.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="paths">Takes the paths of this machine out of it.</param>
    public static Html Draw(IReadOnlyList<RecordedRun> runs, MachinePaths paths) => Html.Of($"""
        <h2>How to make these runs again</h2>
        <p>Save the settings as <code>study.json</code> and give it to the program: <code>samhost run study.json</code>. Every default is
        written out; the same settings, machine and number of threads give the same numbers, bit for bit. Of a path on the disk they were
        made on, the end is left (…/name): give your own.</p>
        {new Html(runs.Any(run => (bool?)run.Manifest["host"]?["dirty"] == true)
            ? "<p class=\"note warning\">The program was built from sources that were changed since the commit that the manifests name.</p>"
            : "")}
        {(UnlikeMachines.Sentences(runs.Select(run => UnlikeMachines.Of(run.Manifest["parts"] as JsonArray))) is { } unlike
            ? Html.Of($"<p class=\"note warning\">{unlike}</p>")
            : new Html(""))}
        {Documents([.. StudySettings.Of(runs).Select(settings => paths.Without(settings)!.AsObject())])}
        <h3>Each run: configuration and manifest</h3>
        <p class="note">The manifest names commit, plugins and packages with their hashes, device and threads, every derived seed, the
        data's SHA-256 and the realised noise rate.</p>
        {runs.Select(run => Html.Of($"""
            <details><summary>{run.Id}: final {Percent.Of(run.FinalTestAccuracy)}, peak {Percent.Of(run.PeakTestAccuracy)}</summary>
            <h3>config.json</h3>
            <pre>{JsonText.Of(paths.Without(run.Configuration)!)}</pre>
            <h3>manifest.json</h3>
            <pre>{JsonText.Of(Public(run.Manifest, paths))}</pre>
            </details>
            """))}
        """);

    // Which process of which machine it was is of use on that machine alone.
    private static JsonObject Public(JsonObject manifest, MachinePaths paths)
    {
        var shown = paths.Without(manifest)!.AsObject();
        shown.Remove("process");
        foreach (var part in (shown["parts"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (var key in new[] { "host", "node", "job" }) part.Remove(key);
        }

        return shown;
    }

    /// <summary>
    /// The settings; where one document cannot hold them, as of most sweeps, each says what it has otherwise than the others of its study.
    /// </summary>
    private static Html Documents(IReadOnlyList<JsonObject> documents)
    {
        var all = documents.Select(
            settings => (Settings: settings, Study: settings["Study"]!["Name"]!.GetValue<string>(), Leaves: SettingsLeaves.Of(settings)))
                .ToList();
        var open = new Html(all.Count == 1 ? " open" : "");
        var intro = all.Count == 1 ? new Html("") : Html.Of($"""
            <p>These runs need {all.Count} documents: settings that all runs of a document share differ between them.</p>
            """);
        return Html.Of($"""
            {intro}
            {all.Select(own => Html.Of($"""
                <details{open}>{Title(own.Study, own.Leaves)}<pre>{JsonText.Of(own.Settings)}</pre></details>
                """))}
            """);

        Html Title(string study, IReadOnlyDictionary<string, string> leaves)
        {
            var others = all.Where(other => other.Study == study).Select(other => other.Leaves);
            return Html.Of($"<summary>Settings of the study {study}{Telling(leaves, others)}</summary>");
        }
    }

    private static string Telling(IReadOnlyDictionary<string, string> own, IEnumerable<IReadOnlyDictionary<string, string>> all) =>
        string.Concat(own
        .Where(leaf => !OfEachDocument.Contains(leaf.Key) && all.Any(other => other.GetValueOrDefault(leaf.Key) != leaf.Value))
        .Select(leaf => $", {leaf.Key}={leaf.Value}"));
}
