namespace SamHost.Runs.Ledger;

/// <summary>The ledger as whoever makes runs sees it: an index of their folders, which never fails a run. Why it cannot be written is said once; what it has missed it is told with the next row.</summary>
/// <param name="outputDirectory">The folder of all results.</param>
/// <param name="note">Hears what went wrong.</param>
public sealed class RunLedger(string outputDirectory, Action<string> note)
{
    private readonly HashSet<string> _missed = [];
    private string? _said;

    /// <summary>Writes what a run's folder says. A folder without the documents of a run has no row.</summary>
    public void Index(string folder)
    {
        if (Row(folder) is not { } row) return;
        _missed.Add(folder);
        try
        {
            using var file = LedgerFile.Open(Path.Combine(outputDirectory, LedgerFile.Name));
            foreach (var missed in _missed.Select(Row).OfType<LedgerRow>()) file.Write(missed);
            _missed.Clear();
            _said = null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The next row may find it free again, or room on the disk.
            if (e.Message != _said) note($"The ledger does not hear of {row.Folder}: {e.Message} The run is not concerned.");
            _said = e.Message;
        }
    }

    private LedgerRow? Row(string folder) => LedgerRow.Read(outputDirectory, folder);
}
