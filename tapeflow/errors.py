"""`tf.errors`: exception types and their codes."""

from tapeflow.engine.errors import AbortedError as AbortedError
from tapeflow.engine.errors import AlreadyExistsError as AlreadyExistsError
from tapeflow.engine.errors import BroadcastWarning as BroadcastWarning
from tapeflow.engine.errors import CancelledError as CancelledError
from tapeflow.engine.errors import DataLossError as DataLossError
from tapeflow.engine.errors import DeadlineExceededError as DeadlineExceededError
from tapeflow.engine.errors import DoctorWarning as DoctorWarning
from tapeflow.engine.errors import FailedPreconditionError as FailedPreconditionError
from tapeflow.engine.errors import InternalError as InternalError
from tapeflow.engine.errors import InvalidArgumentError as InvalidArgumentError
from tapeflow.engine.errors import NotFoundError as NotFoundError
from tapeflow.engine.errors import OpError as OpError
from tapeflow.engine.errors import (
    OperatorNotAllowedInGraphError as OperatorNotAllowedInGraphError,
)
from tapeflow.engine.errors import OutOfRangeError as OutOfRangeError
from tapeflow.engine.errors import PermissionDeniedError as PermissionDeniedError
from tapeflow.engine.errors import RecompileWarning as RecompileWarning
from tapeflow.engine.errors import ResourceExhaustedError as ResourceExhaustedError
from tapeflow.engine.errors import UnauthenticatedError as UnauthenticatedError
from tapeflow.engine.errors import UnavailableError as UnavailableError
from tapeflow.engine.errors import UnimplementedError as UnimplementedError
from tapeflow.engine.errors import UnknownError as UnknownError

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16
