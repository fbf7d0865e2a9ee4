using SamHost.Contracts.Training;

namespace SamHost.Runs.Ledger;

/// <summary>Keeps the ledger's row of a run up to date. Comes after the observer that writes the manifest, which is what the row says.</summary>
public sealed class LedgerObserver(RunLedger ledger, string folder) : ITrainingObserver
{
    public void RunStarting(TrainingRun run) => ledger.Index(folder);

    public void RunCompleted(RunCompleted result) => ledger.Index(folder);

    public void RunFailed(Exception reason) => ledger.Index(folder);
}
