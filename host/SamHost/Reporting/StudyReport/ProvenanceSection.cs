using SamHost.Configuration;
using SamHost.Reporting.Pages;
using SamHost.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Everything that the runs were made with: the page alone is enough to make them again.</summary>
public static class ProvenanceSection
{
    public static Html Draw(IReadOnlyList<RecordedRun> runs) => Html.Of($"""
        <h2>How to make these runs again</h2>
        <p>Save the settings as <code>study.json</code> and give it to the program: <code>samhost run study.json</code>. Every default is written out; the same settings, machine and number of
        threads give the same numbers, bit for bit.</p>
        {StudySettings.Of(runs).Select(settings => Html.Of($"<details open><summary>Settings of the study {settings["Study"]!["Name"]}</summary><pre>{JsonText.Of(settings)}</pre></details>"))}
        <h3>Each run: configuration and manifest</h3>
        <p class="note">The manifest names commit, plugins and packages with their hashes, device and threads, every derived seed, the data's SHA-256 and the realised noise rate.</p>
        {runs.Select(run => Html.Of($"""
            <details><summary>{run.Id}: final {Percent.Of(run.FinalTestAccuracy)}, peak {Percent.Of(run.PeakTestAccuracy)}</summary>
            <h3>config.json</h3>
            <pre>{JsonText.Of(run.Configuration)}</pre>
            <h3>manifest.json</h3>
            <pre>{JsonText.Of(run.Manifest)}</pre>
            </details>
            """))}
        """);
}
