"""Reports that stand in tables and archives, on their way to the workers.

Workers can't open a container once for each of its reports, so the owner goes through it once, in its order, and sends
every report's bytes along with its job. Jobs are taken as workers have room for them, so never more than a few reports
are in memory, however many the container holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from policy_nlp.batch.jobs import Job, Parcel
from policy_nlp.read import LONGEST, Container, ReadError, SourceText, decode_member, read_source


def with_parcels(jobs: list[Job], containers: Mapping[str, Container]) -> Iterator[Job]:
    """The jobs, those whose reports stand in a container last and with their bytes. The list is used up."""
    inside: dict[str, dict[str, Job]] = {}
    jobs.reverse()
    while jobs:
        job = jobs.pop()
        if job.home:
            inside.setdefault(job.home, {})[job.path] = job
        else:
            yield job
    while inside:
        home = next(iter(inside))
        yield from _out_of(containers[home], inside.pop(home))


def _out_of(container: Container, wanted: dict[str, Job]) -> Iterator[Job]:
    why = f"is not in {container.path} any more: it was changed while the batch ran; run the batch again"
    try:
        for member in container.members():
            job = wanted.pop(member.address, None)
            if job is None:
                continue
            try:
                parcel = Parcel(member.read(), member.row, member.ending)
            except ReadError as error:
                parcel = Parcel(problem=str(error))
            yield replace(job, parcel=parcel)
            if not wanted:
                return
    except (ReadError, ValueError) as error:
        why = f"can't be reached: {str(error).removeprefix(f'{container.path}: ')}"
    for job in wanted.values():
        yield replace(job, parcel=Parcel(problem=f"{job.path}: {why}"))


def read_job(job: Job, longest: int = LONGEST) -> SourceText:
    """Read a job's report: what its owner sent, or else what stands under its path.

    Raises:
        ReadError: if it can't be read.
    """
    parcel = job.parcel
    if parcel is None:
        return read_source(job.path, longest)
    if parcel.problem:
        raise ReadError(parcel.problem)
    return decode_member(parcel.data, job.path, parcel.row, ending=parcel.ending)


def same_bytes(
    jobs: Iterable[Job], containers: Mapping[str, Container], digest: Callable[[Job], str | None]
) -> set[str]:
    """The ids of the reports in containers whose bytes have the digest that is known of them.

    Args:
        digest: the SHA-256 that is known of a job's report; None if it need not be compared.
    """
    same = set()
    inside: dict[str, dict[str, tuple[str, str]]] = {}
    for job in jobs:
        if job.home and (known := digest(job)) is not None:
            inside.setdefault(job.home, {})[job.path] = (job.id, known)
    for home, wanted in inside.items():
        try:
            for member in containers[home].members():
                report, known = wanted.pop(member.address, ("", ""))
                if not report:
                    continue
                try:
                    if sha256(member.read()).hexdigest() == known:
                        same.add(report)
                except ReadError:
                    continue  # it will be named when its turn comes
                if not wanted:
                    break
        except (ReadError, ValueError):
            continue
    return same
